import { neutraliseFormula, restoreFormula } from './formulas';

it.each([
  ['=1+1', "'=1+1"],
  ['+15125550199', "'+15125550199"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', "'\r=1"],
  ["'=1", "''=1"],
  ["''@x", "'''@x"],
])('makes %j text', (given, text) => {
  expect(neutraliseFormula(given)).toBe(text);
  expect(restoreFormula(text)).toBe(given);
});

it.each(['', 'Bakery', '1-2', "O'Neil", "'s Hertogenbosch", "'", ' =1'])(
  'leaves %j alone',
  text => {
    expect(neutraliseFormula(text)).toBe(text);
    expect(restoreFormula(text)).toBe(text);
  },
);
