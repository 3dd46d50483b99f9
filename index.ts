// The public API and nothing else; docs/api.md is its report.
export { UserError } from 'manifest-review/manifests';
export type { ComponentService, SentryComponent } from './constructs/component';
export { Sentry } from './constructs/sentry';
export type { Release } from './releases/release';
export { SettingsError } from './settings/load';
export type { SentryProps } from './settings/props';
export type { Consumption } from './topology/kafka';
export type { Role } from './topology/role';
export type { SecretReference } from './topology/secrets';
export { UnknownServiceError } from './topology/service';
export type { Address, PostgresAddress, Stores } from './topology/stores';
export type { Component, Connection, TopicPlan, Topology } from './topology/topology';
