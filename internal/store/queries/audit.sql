-- name: LockHead :one
update audit_head set seq = seq where district = $1 returning seq, hash;

-- name: Head :one
select seq, hash from audit_head where district = $1;

-- name: AddHead :exec
insert into audit_head (district, seq, hash) values ($1, 0, '');

-- name: SetHead :exec
update audit_head set seq = $2, hash = $3 where district = $1;

-- name: Entries :many
select seq, at, actor, action, object, detail, prev, hash from audit_entry
where district = $1 and seq > $2 order by seq limit cast($3 as bigint);

-- name: EntriesOf :many
select seq, at, actor, action, object, detail, prev, hash from audit_entry
where district = $1 and object = $2 and action = $3 order by seq;

-- name: EntriesAbout :many
select seq, at, actor, action, object, detail, prev, hash from audit_entry
where district = $1 and object = $2 order by seq desc limit cast($3 as bigint);

-- The last entry of an action about objects that are named alike.
-- name: LastEntry :one
select seq, at, actor, action, object, detail, prev, hash from audit_entry
where district = $1 and object >= $2 and object < $3 and action = $4 and at <= $5 order by seq desc limit 1;
