#!/usr/bin/env node
require('../lib/command/main.js');
