module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      files: ['src/**/*.test.ts', 'src/**/__testUtils__/**'],
      // Tests run against the sandbox, which is a backend plugin of its own
      rules: { '@backstage/no-mixed-plugin-imports': 'off' },
    },
  ],
});
