// The arrows of the design: who may import whom. Checked by `npm run check:dependencies`.
const noTests = { pathNot: '[.]test[.]ts$' };

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'Decisions are functions of values: the domain imports nothing but itself.',
      severity: 'error',
      from: { path: '^services/domain/', ...noTests },
      to: { pathNot: '^services/domain/' },
    },
    {
      name: 'base-knows-no-program',
      severity: 'error',
      from: { path: '^services/base/', ...noTests },
      to: { path: '^(agent|coordinator|gateway|certs|sandbox|test|services/rpc)/' },
    },
    {
      name: 'rpc-knows-no-program',
      severity: 'error',
      from: { path: '^services/rpc/', ...noTests },
      to: { path: '^(agent|coordinator|gateway|certs|sandbox|test)/' },
    },
    {
      name: 'programs-meet-in-proto-only',
      severity: 'error',
      from: { path: '^(agent|coordinator|gateway)/', ...noTests },
      to: { path: '^(agent|coordinator|gateway)/', pathNot: '^$1/' },
    },
    {
      name: 'operations-and-executor-see-ports',
      severity: 'error',
      from: { path: '^(agent/operations|coordinator/executor)/', ...noTests },
      to: { path: '/adapters/|^coordinator/(agents|store)/' },
    },
    {
      name: 'only-main-builds-adapters',
      severity: 'error',
      from: { path: '^(agent|coordinator|gateway)/', pathNot: '(/main[.]ts|/adapters/.*|[.]test[.]ts)$' },
      to: { path: '/adapters/' },
    },
    {
      name: 'forge-stays-in-certs',
      severity: 'error',
      from: { pathNot: '^certs/' },
      to: { path: 'node_modules/node-forge/' },
    },
    {
      name: 'console-runs-in-browsers',
      comment:
        'The page takes texts, and of the gateway and the domain only what a type or a pure function is.',
      severity: 'error',
      from: { path: '^console/', pathNot: '([.]test|/bundle|/build)[.]ts$' },
      to: {
        pathNot:
          '^(console|gateway/schemas|services/(base/(messages|errors/definition)|wording|domain|rpc/mapping))|(^|node_modules/)(lit-html|typebox)',
      },
    },
    {
      name: 'console-views-are-pure',
      severity: 'error',
      from: { path: '^console/views/', ...noTests },
      to: { path: '^console/', pathNot: '^console/(views|api/answers)' },
    },
    {
      name: 'sandbox-spawns-programs',
      comment: 'The sandbox starts the real programs; it never reaches into them.',
      severity: 'error',
      from: { path: '^sandbox/', ...noTests },
      to: { path: '^(agent|coordinator|gateway|certs)/' },
    },
    {
      name: 'certs-stand-alone',
      severity: 'error',
      from: { path: '^certs/', ...noTests },
      to: { path: '^(agent|coordinator|gateway|sandbox|test)/' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: '^(agent|console|coordinator|gateway|certs|sandbox|services)/', ...noTests },
      to: { path: '^test/|[.]test[.]ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.cjs'] },
    exclude: { path: 'services/rpc/gen' },
  },
};
