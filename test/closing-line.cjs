// Mocha's own report, then one plain line that counts everything, and the names of what was skipped: a test
// that needs root or a Debian package must not vanish without a word. Why a test failed is told at once, too: whoever
// has to end a long run in its middle must not lose it.
const { reporters, Runner } = require('mocha');

module.exports = class ClosingLine extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.on(Runner.constants.EVENT_TEST_FAIL, (_, error) =>
      process.stdout.write(`${error.stack ?? error}\n`),
    );
    runner.on(Runner.constants.EVENT_RUN_END, () => {
      for (const title of skipped) process.stdout.write(`skipped: ${title}\n`);
      const { passes, failures } = this.stats;
      process.stdout.write(`${passes} passed, ${failures} failed, ${skipped.length} skipped\n`);
    });
  }
};
