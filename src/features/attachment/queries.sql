-- exec attachment_insert
-- why: a file is attached
-- in: id id, owner_kind text, owner_id id, file_name text, content_type text, size int, sha256 bytes, account_id id, created_at instant
INSERT INTO attachment (id, owner_kind, owner_id, file_name, content_type, size, sha256, account_id, created_at)
VALUES (:id, :owner_kind, :owner_id, :file_name, :content_type, :size, :sha256, :account_id, :created_at);

-- exec attachment_chunk_insert
-- why: a file is kept in pieces, so that no statement carries all of it
-- in: attachment_id id, no int, bytes bytes
INSERT INTO attachment_chunk (attachment_id, no, bytes) VALUES (:attachment_id, :no, :bytes);

-- many attachments_of_owner
-- why: files of a progress entry, a report …
-- in: owner_kind text, owner_id id
-- out: id id, file_name text, content_type text, size int
SELECT id, file_name, content_type, size FROM attachment WHERE owner_kind = :owner_kind AND owner_id = :owner_id ORDER BY created_at, id;

-- one attachment_by_id
-- why: a download
-- in: id id
-- out: owner_kind text, owner_id id, file_name text, content_type text, size int, sha256 bytes
SELECT owner_kind, owner_id, file_name, content_type, size, sha256 FROM attachment WHERE id = :id;

-- many attachment_chunks
-- why: a download
-- in: attachment_id id
-- out: bytes bytes
SELECT bytes FROM attachment_chunk WHERE attachment_id = :attachment_id ORDER BY no;
