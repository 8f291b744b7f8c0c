-- From form 1 to form 2: how phones stood.

-- How the groups of phones stood, each time that they stood otherwise, and after each step.
CREATE TABLE moment (
  number INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL, -- the moment before, 0 for the first
  step INTEGER NOT NULL,   -- the step after which it is, 0 for the beginning
  clock TEXT NOT NULL,     -- RFC 3339, of the lab
  kept TEXT NOT NULL,      -- RFC 3339, of this machine
  document TEXT NOT NULL,  -- the state, while there is something that needs it
  groups TEXT NOT NULL     -- JSON
) STRICT;

-- The moments in which a step ended, a snapshot was taken, the lab stands; 0 where that is not known.
ALTER TABLE step ADD COLUMN moment INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snapshot ADD COLUMN moment INTEGER NOT NULL DEFAULT 0;
ALTER TABLE now ADD COLUMN moment INTEGER NOT NULL DEFAULT 0;

CREATE INDEX event_by_step ON event (step);
CREATE INDEX moment_by_step ON moment (step);

CREATE VIEW standing AS
  SELECT m.number AS moment, m.step, m.clock, g.value ->> '$.group' AS "group", g.value ->> '$.phones' AS phones, g.value ->> '$.off' AS off,
         g.value ->> '$.registered' AS registered, t.key AS trust, t.value AS stand_so
  FROM moment m, json_each(m.groups) g, json_each(g.value, '$.trust') t;
