#!/usr/bin/env node
// What `npx cdk8s` runs here: the CLI without its upgrade check, which asks the npm registry before every command.
process.env.CDK8S_CHECK_UPGRADE ??= 'false';
require('../node_modules/cdk8s-cli/bin/cdk8s');
