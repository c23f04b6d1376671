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
