// The public API and nothing else; docs/api.md is its report.
export type { ComponentService, SentryComponent } from './constructs/component';
export { Sentry } from './constructs/sentry';
export { SettingsError } from './settings/load';
export type { SentryProps } from './settings/props';
export type { Component, Connection, Topology } from './topology/topology';
