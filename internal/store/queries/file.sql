-- name: AddFile :exec
insert into file (district, sha256, size, packed) values ($1, $2, $3, $4)
on conflict (district, sha256) do nothing;

-- name: UseFile :exec
insert into file_use (district, sha256, noun, object) values ($1, $2, $3, $4)
on conflict (district, sha256, noun, object) do nothing;

-- name: FileSize :one
select size from file where district = $1 and sha256 = $2;

-- name: File :one
select packed, size from file where district = $1 and sha256 = $2;

-- name: FileUses :many
select noun, object from file_use where district = $1 and sha256 = $2 order by noun, object;

-- name: FileHashes :many
select sha256 from file where district = $1 order by sha256;

-- name: AllUses :many
select sha256, noun, object from file_use where district = $1 order by sha256, noun, object;
