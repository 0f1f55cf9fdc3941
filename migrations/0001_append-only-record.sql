-- The record only grows: its rows are neither changed nor deleted, and none is left out.
CREATE TRIGGER `events_never_change` BEFORE UPDATE ON `events`
BEGIN
	SELECT RAISE(ABORT, 'events are never changed');
END;
--> statement-breakpoint
CREATE TRIGGER `events_never_go` BEFORE DELETE ON `events`
BEGIN
	SELECT RAISE(ABORT, 'events are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `events_have_no_gap` BEFORE INSERT ON `events`
WHEN NEW.`sequence` IS NOT (SELECT coalesce(max(`sequence`), 0) + 1 FROM `events`)
BEGIN
	SELECT RAISE(ABORT, 'events continue the last one');
END;
