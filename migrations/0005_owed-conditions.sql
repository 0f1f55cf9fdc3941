CREATE TABLE `owed_conditions` (
	`id` text PRIMARY KEY NOT NULL,
	`route` text NOT NULL,
	`debtor` text NOT NULL,
	`due` text NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `owed_conditions_by_debtor` ON `owed_conditions` (`debtor`,`due`,`id`);--> statement-breakpoint
CREATE INDEX `owed_conditions_of_route` ON `owed_conditions` (`route`);