-- A job whose process died is taken again; one that kills its process each time must end somewhere.
ALTER TABLE job ADD COLUMN attempts INT NOT NULL DEFAULT 0;
