// Tests in the order in which they find mutants soonest.
const path = require('node:path');
const { testsNow } = require('./tests.js');

/** The order of tests.json, those that the mutant is not run against last: Jest would begin with the slowest. */
module.exports = class {
  sort = (tests) => {
    const order = testsNow();
    const rank = (test) => order.findIndex((file) => test.path.endsWith(path.sep + file));
    const [others, own] = [tests.filter((test) => rank(test) < 0), tests.filter((test) => rank(test) >= 0)];
    return [...own.sort((a, b) => rank(a) - rank(b)), ...others];
  };
  shard = (tests) => tests;
  allFailedTests = (tests) => tests;
  cacheResults() {}
};
