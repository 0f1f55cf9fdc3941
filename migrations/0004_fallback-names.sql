ALTER TABLE `routes` ADD `alias` text;--> statement-breakpoint
ALTER TABLE `routes` ADD `model` text;--> statement-breakpoint
ALTER TABLE `routes` ADD `model_version` text;--> statement-breakpoint
ALTER TABLE `routes` ADD `model_provider` text;--> statement-breakpoint
CREATE INDEX `routes_by_alias` ON `routes` (`alias`,`id`) WHERE alias is not null;--> statement-breakpoint
CREATE INDEX `routes_by_model` ON `routes` (`model`,`model_version`,`model_provider`) WHERE model is not null;--> statement-breakpoint
UPDATE `routes` SET
	`alias` = json_extract(`state`, '$.baseline.fallback.primary_route'),
	`model` = json_extract(`state`, '$.baseline.model.primary.name'),
	`model_version` = json_extract(`state`, '$.baseline.model.primary.version'),
	`model_provider` = json_extract(`state`, '$.baseline.model.primary.provider')
WHERE json_extract(`state`, '$.retired') IS NULL;
