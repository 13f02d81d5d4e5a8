-- An entry of the inbox is read in the language of the moment: its title and body in every language, as JSON.
ALTER TABLE inbox ADD COLUMN worded TEXT;
