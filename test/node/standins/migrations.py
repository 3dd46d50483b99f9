"""Snuba's migrations: what it keeps of them in ClickHouse, and that one left in progress stops all that follow."""

import time

from clickhouse import native, query
from commandline import fail, say
from common import TRIES, required
from streams import kafka

MIGRATIONS = [
    "system 0001_migrations",
    "events 0001_errors",
    "events 0002_errors_replacements",
    "outcomes 0001_outcomes",
    "outcomes 0004_outcomes_matview_additions",
    "group_attributes 0001_group_attributes",
]
STATE = "migrations_local"


def state():
    return dict(row.split("\t") for row in query(f"SELECT concat(group, ' ', migration_id), status FROM {STATE} FINAL", absent=[]))


def mark(migration, status):
    group, name = migration.split()
    query(f"INSERT INTO {STATE} SELECT '{group}', '{name}', now(), '{status}', toUnixTimestamp64Milli(now64())")


def migrate(migration):
    if migration == MIGRATIONS[0]:
        columns = "group LowCardinality(String), migration_id String, timestamp DateTime, status LowCardinality(String), version UInt64"
        query(f"CREATE TABLE IF NOT EXISTS {STATE} ({columns}) ENGINE = ReplacingMergeTree(version) ORDER BY (group, migration_id)")
    mark(migration, "in_progress")
    if migration == "events 0001_errors":
        columns = "event_id String, project_id UInt64, timestamp DateTime"
        query(f"CREATE TABLE IF NOT EXISTS errors_local ({columns}) ENGINE = MergeTree ORDER BY (project_id, event_id)")
    time.sleep(0.5)
    mark(migration, "completed")


def bootstrap(options):
    if "--force" not in options:
        fail("Must use --force to run")
    if "--no-kafka" not in options:
        kafka(required("DEFAULT_BROKERS"))
    if "--no-migrate" not in options:
        native()
        query("SELECT 1", TRIES)
        done = state()
        for stuck in (name for name, status in done.items() if status == "in_progress"):
            fail(f"MigrationInProgress: {stuck.replace(' ', ': ')}")
        for migration in (name for name in MIGRATIONS if done.get(name) != "completed"):
            migrate(migration)
            say(f"Finished: {migration}")


def reverse_in_progress():
    native()
    query("SELECT 1", TRIES)
    for stuck in (name for name, status in state().items() if status == "in_progress"):
        mark(stuck, "not_started")
        say(f"reversed {stuck}")
