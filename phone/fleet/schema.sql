-- The phones of one shard of a fleet. Documented in docs/fleet-state.md; PRAGMA user_version is the version of this form.

CREATE TABLE fleet (            -- what the fleet is; a fleet with other values does not take the file
  name  TEXT PRIMARY KEY,       -- count, shard, seed, first-name, groups, settings
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE list (             -- trust lists, each content once
  id     INTEGER PRIMARY KEY,   -- from 1 without gaps
  hash   TEXT NOT NULL UNIQUE,  -- SHA-256 of data, hex
  signer TEXT NOT NULL,         -- subject, issuer and serial of the signer; '' where the list cannot be read
  signed TEXT NOT NULL,         -- time stamp in the list, RFC 3339; '' likewise
  data   BLOB NOT NULL          -- the file as it was served
);

CREATE TABLE configuration (    -- configurations as far as phones look at them, each content once
  id      INTEGER PRIMARY KEY,  -- from 1 without gaps
  hash    TEXT NOT NULL UNIQUE, -- SHA-256 of the content in a canonical form, hex
  content TEXT NOT NULL         -- JSON: call managers, TVS servers, security mode, ...
);

CREATE TABLE phone (                               -- phones that have booted at least once
  k             INTEGER PRIMARY KEY,               -- number in the whole fleet, from 0
  name          TEXT NOT NULL,                     -- device name
  "group"       TEXT NOT NULL,
  model         TEXT NOT NULL,
  verdict       TEXT NOT NULL,                     -- of the last boot: accepted, config-refused, lists-refused, nothing-came, nothing-accepted, cut-off
  file          TEXT NOT NULL,                     -- that made the verdict: CTL, ITL or configuration
  reason        TEXT NOT NULL,                     -- code of the decision about it (tvslab reasons)
  signer        TEXT NOT NULL,                     -- of that file: subject, issuer and serial; '' if it had none
  ctl           INTEGER REFERENCES list,           -- stored CTL, NULL for none
  ctl_from      TEXT NOT NULL,                     -- TFTP server that it came from
  ctl_code      TEXT NOT NULL,                     -- what the last boot decided about the CTL served
  itl           INTEGER REFERENCES list,           -- stored ITL, NULL for none
  itl_from      TEXT NOT NULL,
  itl_code      TEXT NOT NULL,
  configuration INTEGER REFERENCES configuration,  -- last accepted configuration, NULL for none
  config_name   TEXT NOT NULL,                     -- name that it was fetched under
  config_code   TEXT NOT NULL,
  registered    TEXT NOT NULL,                     -- call manager, '' when not registered
  registration  TEXT NOT NULL,                     -- code: registered, or why not
  enrolment     TEXT NOT NULL,                     -- code of a certificate operation, '' if none was pending
  flags         INTEGER NOT NULL,                  -- 1 refuses the CTL served, 2, 4, 8 CTL, ITL, configuration refused, 16 one file from nobody, 32 asks for the encrypted configuration, 64 refuses the ITL served
  boots         INTEGER NOT NULL,                  -- since the phone was new
  booted        INTEGER NOT NULL                   -- end of the last boot, seconds since 1970
);

CREATE TABLE lsc (                                 -- certificates of phones, with their keys: lab keys, never for production
  k           INTEGER PRIMARY KEY REFERENCES phone,
  certificate BLOB NOT NULL,                       -- DER
  issuer      BLOB NOT NULL,                       -- DER of the CAPF certificate
  key         BLOB NOT NULL                        -- PKCS #8
);

CREATE VIEW phones AS                              -- phones with the hashes and signers of what they have stored
SELECT p.*, c.hash AS ctl_hash, c.signer AS ctl_signer, i.hash AS itl_hash, i.signer AS itl_signer, n.hash AS configuration_hash
FROM phone p LEFT JOIN list c ON c.id = p.ctl LEFT JOIN list i ON i.id = p.itl LEFT JOIN configuration n ON n.id = p.configuration;
