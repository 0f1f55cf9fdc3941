CREATE TABLE `commands` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`content` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `drafts_of_person` ON `drafts` (`person`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `events` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`stream` text NOT NULL,
	`version` integer NOT NULL,
	`type` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`command_id` text NOT NULL,
	`data` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_of_stream` ON `events` (`stream`,`version`);--> statement-breakpoint
CREATE TABLE `finished_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`finished_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `finished_jobs_by_age` ON `finished_jobs` (`finished_at`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`position` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`lane` text NOT NULL,
	`key` text,
	`kind` text NOT NULL,
	`effect` text NOT NULL,
	`due_at` integer NOT NULL,
	`ready_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`first_tried_at` integer,
	`error` text DEFAULT '' NOT NULL,
	`remedy` text DEFAULT '' NOT NULL,
	`died_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_id` ON `jobs` (`id`);--> statement-breakpoint
CREATE INDEX `jobs_of_lane` ON `jobs` (`lane`) WHERE died_at is null;--> statement-breakpoint
CREATE INDEX `jobs_ready` ON `jobs` (`ready_at`) WHERE ready_at is not null;--> statement-breakpoint
CREATE INDEX `jobs_ready_of_kind` ON `jobs` (`kind`,`ready_at`) WHERE ready_at is not null;--> statement-breakpoint
CREATE INDEX `jobs_untried_with_key` ON `jobs` (`key`) WHERE key is not null and attempts = 0;--> statement-breakpoint
CREATE INDEX `jobs_dead` ON `jobs` (`died_at`) WHERE died_at is not null;--> statement-breakpoint
CREATE TABLE `liveness` (
	`id` integer PRIMARY KEY NOT NULL,
	`checked_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `messages` (
	`key` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`ts` text NOT NULL,
	`shown` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `request_roles` (
	`role` text NOT NULL,
	`number` integer NOT NULL,
	PRIMARY KEY(`role`, `number`),
	FOREIGN KEY (`number`) REFERENCES `requests`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `request_roles_of` ON `request_roles` (`number`);--> statement-breakpoint
CREATE TABLE `requests` (
	`number` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`stream` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`status` text NOT NULL,
	`route` text NOT NULL,
	`requester` text NOT NULL,
	`tier` text NOT NULL,
	`title` text NOT NULL,
	`open_roles` text NOT NULL,
	`submitted_at` integer NOT NULL,
	`decided_at` integer,
	`due_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `requests_id` ON `requests` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `requests_stream` ON `requests` (`stream`);--> statement-breakpoint
CREATE INDEX `requests_by_status` ON `requests` (`status`,`number`);--> statement-breakpoint
CREATE INDEX `requests_on_route_by_status` ON `requests` (`route`,`status`,`number`);--> statement-breakpoint
CREATE INDEX `requests_by_requester` ON `requests` (`requester`,`number`);--> statement-breakpoint
CREATE INDEX `requests_on_route` ON `requests` (`route`,`number`);--> statement-breakpoint
CREATE INDEX `requests_decided` ON `requests` (`decided_at`,`number`) WHERE decided_at is not null;--> statement-breakpoint
CREATE INDEX `requests_due` ON `requests` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE TABLE `routes` (
	`id` text PRIMARY KEY NOT NULL,
	`stream` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `routes_stream` ON `routes` (`stream`);