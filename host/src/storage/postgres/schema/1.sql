-- Keys are compared by their bytes. The value is stored as text, because it must be returned byte
-- for byte. `readable` is set only for a value that jsonb cannot represent (see readable.rs); the
-- members of a document are always those of coalesce(readable, value::jsonb).
CREATE TABLE sso_document (
    key text COLLATE "C" PRIMARY KEY,
    value text NOT NULL,
    version bigint NOT NULL,
    expires_at bigint,
    readable jsonb
);

CREATE INDEX sso_document_expires_at ON sso_document (expires_at) WHERE expires_at IS NOT NULL;

-- Search documents are found by any of their members. Other documents are never filtered, so they
-- are not indexed.
CREATE INDEX sso_document_members ON sso_document
    USING gin ((coalesce(readable, value::jsonb)) jsonb_path_ops)
    WHERE key >= 'user-by-name/' AND key < 'user-by-name0';

-- A sequence never returns a number twice, even after a rollback.
CREATE SEQUENCE sso_version AS bigint;

-- The commits of the last hour, to find out whether one happened whose reply was lost. The query adds
-- a missing commit as one that has not happened, and so prevents it from happening later.
CREATE TABLE sso_commit (
    id uuid PRIMARY KEY,
    has_happened boolean NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX sso_commit_at ON sso_commit (at);

-- For operators and their reports. Without passwords, tokens and the encrypted e-mail addresses.
CREATE VIEW sso_user AS
SELECT
    substr(key, 6) AS user_id,
    member ->> 'username' AS username,
    member ->> 'display_name' AS display_name,
    member ->> 'first_name' AS first_name,
    member ->> 'middle_name' AS middle_name,
    member ->> 'last_name' AS last_name,
    (member ->> 'email_verified')::boolean AS email_verified,
    (member ->> 'is_super_user')::boolean AS is_super_user,
    (member ->> 'is_locked')::boolean AS is_locked,
    member ->> 'approval_status' AS approval_status,
    member ->> 'sign_up_status' AS sign_up_status,
    to_timestamp((member ->> 'sign_up_time')::bigint / 1e6) AS sign_up_time,
    to_timestamp((member ->> 'password_last_set')::bigint / 1e6) AS password_last_set,
    to_timestamp((member ->> 'password_expiry')::bigint / 1e6) AS password_expiry
FROM (
    SELECT key, coalesce(readable, value::jsonb) AS member
    FROM sso_document
    WHERE key >= 'user/' AND key < 'user0'
        AND (expires_at IS NULL OR expires_at > extract(epoch FROM now()))
) AS account;

CREATE VIEW sso_session AS
SELECT
    split_part(key, '/', 2) AS user_id,
    to_timestamp((member ->> 'creation_time')::bigint / 1e6) AS creation_time,
    to_timestamp((member ->> 'expires_at')::bigint / 1e6) AS expiration_time,
    member ->> 'remote_addr' AS remote_addr,
    member ->> 'user_agent' AS user_agent
FROM (
    SELECT key, coalesce(readable, value::jsonb) AS member
    FROM sso_document
    WHERE key >= 'session/' AND key < 'session0'
        AND (expires_at IS NULL OR expires_at > extract(epoch FROM now()))
) AS session;
