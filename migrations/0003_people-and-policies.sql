CREATE TABLE `absences` (
	`person` text PRIMARY KEY NOT NULL,
	`stream` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`delegate` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `absences_stream` ON `absences` (`stream`);--> statement-breakpoint
CREATE INDEX `absences_delegated` ON `absences` (`delegate`,`until_at`,`person`);--> statement-breakpoint
CREATE INDEX `absences_by_end` ON `absences` (`until_at`,`person`);--> statement-breakpoint
CREATE TABLE `policies` (
	`stream` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL
);
