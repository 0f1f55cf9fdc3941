CREATE TABLE `alerts` (
	`key` text PRIMARY KEY NOT NULL,
	`route` text,
	`firing` integer NOT NULL,
	`last_at` integer NOT NULL,
	`kept` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alerts_firing` ON `alerts` (`route`,`last_at`,`key`) WHERE firing = 1;--> statement-breakpoint
CREATE TABLE `flags` (
	`key` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`definition` text,
	`operations` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `flags_by_revision` ON `flags` (`revision`);--> statement-breakpoint
CREATE TABLE `readings` (
	`route` text NOT NULL,
	`metric` text NOT NULL,
	`value` real,
	`at` integer NOT NULL,
	`source` text NOT NULL,
	PRIMARY KEY(`route`, `metric`)
);
--> statement-breakpoint
ALTER TABLE `routes` ADD `due_at` integer;--> statement-breakpoint
ALTER TABLE `routes` ADD `rolling` text;--> statement-breakpoint
CREATE INDEX `routes_due` ON `routes` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `routes_rolling` ON `routes` (`id`) WHERE rolling is not null;