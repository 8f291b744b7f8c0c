-- A lab of tvslab. docs/lab-format.md tells what is in it.

-- What the lab is, apart from its state: version of the program that made it, when, address of its first node.
CREATE TABLE lab (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- Documents by content: the name is a hash of kind and json. A document is never changed.
CREATE TABLE document (name TEXT PRIMARY KEY, kind TEXT NOT NULL, json TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Which documents a document names.
CREATE TABLE reference (document TEXT NOT NULL, names TEXT NOT NULL, PRIMARY KEY (document, names)) STRICT, WITHOUT ROWID;

-- What was done, by whom, and the states before and after it. What was done after a step that was undone has the same parent as that.
CREATE TABLE step (
  number INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL, -- 0: the lab as it began
  done TEXT NOT NULL,      -- RFC 3339, of this machine
  clock TEXT NOT NULL,     -- RFC 3339, of the lab, before it
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;

-- The state that the lab goes on with: one row.
CREATE TABLE now (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  step INTEGER NOT NULL,
  document TEXT NOT NULL,
  clock TEXT NOT NULL,
  kept TEXT NOT NULL
) STRICT;

CREATE TABLE snapshot (name TEXT PRIMARY KEY, step INTEGER NOT NULL, document TEXT NOT NULL, clock TEXT NOT NULL, made TEXT NOT NULL) STRICT;

CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  step INTEGER NOT NULL,
  clock TEXT NOT NULL,
  cluster TEXT NOT NULL, -- '' for the home cluster
  node TEXT NOT NULL,
  phone TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

-- The lab of now.

CREATE VIEW state AS
  SELECT s.name, s.json FROM now n JOIN document r ON r.name = n.document JOIN document s ON s.name = r.json ->> '$.lab';

CREATE VIEW cluster AS
  SELECT c.key AS number, coalesce(s.json ->> ('$.names[' || c.key || ']'), 'home') AS cluster, d.json ->> '$.release' AS release,
         d.json ->> '$.now' AS clock, d.json ->> '$.reset' AS resets_waiting, d.json
  FROM state s, json_each(s.json, '$.clusters') c JOIN document d ON d.name = c.value;

CREATE VIEW parameter AS
  SELECT c.cluster, p.key AS parameter, p.value FROM cluster c, json_each(c.json, '$.parameters') p;

CREATE VIEW node AS
  SELECT c.cluster, d.json ->> '$.id' AS id, d.json ->> '$.name' AS name, d.json ->> '$.domain' AS domain, d.json ->> '$.address' AS address,
         (SELECT group_concat(r.value, ', ') FROM json_each(d.json, '$.roles') r) AS roles, coalesce(d.json ->> '$.down', 0) AS down, d.json
  FROM cluster c, json_each(c.json, '$.nodes') n JOIN document d ON d.name = n.value;

CREATE VIEW service AS
  SELECT n.name AS node, s.key AS service, coalesce(d.json ->> '$.activated', 0) AS activated, coalesce(d.json ->> '$.running', 0) AS running,
         d.json ->> '$.started' AS started, l.json ->> '$.serial' AS certificate_loaded
  FROM node n, json_each(n.json, '$.services') s JOIN document d ON d.name = s.value
  LEFT JOIN document l ON l.name = (SELECT p.value FROM json_each(d.json, '$.loaded') p WHERE p.key = d.json ->> '$.presents');

CREATE VIEW certificate AS
  SELECT n.name AS node, i.key AS store, d.json ->> '$.subject' AS subject, d.json ->> '$.issuer' AS issuer, d.json ->> '$.serial' AS serial,
         d.json ->> '$.not_after' AS not_after, d.json ->> '$.key' AS key, d.json ->> '$.pem' AS pem
  FROM node n, json_each(n.json, '$.identity') i JOIN document d ON d.name = i.value;

CREATE VIEW trust_certificate AS
  SELECT n.name AS node, f.value ->> '$.store' AS store, f.value ->> '$.slot' AS file, d.json ->> '$.subject' AS subject, d.json ->> '$.serial' AS serial,
         d.json ->> '$.not_after' AS not_after, coalesce(f.value ->> '$.deleted', 0) AS deleted
  FROM node n JOIN document l ON l.name = n.json ->> '$.files.files', json_each(l.json) f JOIN document d ON d.name = f.value ->> '$.cert';

CREATE VIEW trust_list AS
  SELECT n.name AS node, d.json ->> '$.name' AS file, d.json ->> '$.modified' AS modified, s.json ->> '$.subject' AS signer,
         s.json ->> '$.serial' AS signer_serial, coalesce(d.json ->> '$.damaged', 0) AS damaged, d.json ->> '$.bytes' AS base64
  FROM node n JOIN document d ON d.name IN (n.json ->> '$.itl', n.json ->> '$.ctl') LEFT JOIN document s ON s.name = d.json ->> '$.signer';

-- Phones that stand alike, as spans of device numbers.
CREATE VIEW phones_alike AS
  SELECT r.value ->> '$.span.first' AS first, r.value ->> '$.span.last' AS last, r.value ->> '$.value' AS document, d.json
  FROM state s JOIN document l ON l.name = s.json ->> '$.phones.table.runs', json_each(l.json) r JOIN document d ON d.name = r.value ->> '$.value';

CREATE VIEW phone AS
  WITH RECURSIVE each(number, last, document) AS (
    SELECT first, last, document FROM phones_alike
    UNION ALL SELECT number + 1, last, document FROM each WHERE number < last)
  SELECT printf('SEP%012X', e.number) AS device, d.json ->> '$.phone.model.name' AS model, coalesce(d.json ->> '$.on', 0) AS "on",
         d.json ->> '$.report.registered' AS registered, d.json ->> '$.phone.state.lists[0].file' AS ctl, d.json ->> '$.phone.state.lists[1].file' AS itl,
         d.json ->> '$.phone.state.lists[1].from' AS itl_from, d.json ->> '$.phone.state.lsc' IS NOT NULL AS lsc, d.json ->> '$.phone.tftp' AS tftp
  FROM each e JOIN document d ON d.name = e.document;

CREATE VIEW history AS
  SELECT s.number, s.parent, s.done, s.clock, s.who, s.what, s.number = (SELECT step FROM now) AS now FROM step s ORDER BY s.number;
