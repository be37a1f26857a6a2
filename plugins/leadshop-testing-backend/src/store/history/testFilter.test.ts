import { exercised } from './testFilter';

describe('exercised', () => {
  it.each([
    ['email-formatter', 'report-builder'],
    ['report-builder', 'report-builder'],
    // What every object has is no component
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ])('%s is exercised by the step of %s', (component, by) => {
    expect(exercised(component)).toBe(by);
  });
});
