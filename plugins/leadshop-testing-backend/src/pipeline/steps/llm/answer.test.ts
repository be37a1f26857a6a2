import Ajv from 'ajv';
import { salesContentSchema } from '../content/checks';
import { visualRubricSchema } from '../visualAnalysis';
import { answerSchema } from './answer';

describe('answerSchema', () => {
  it.each([
    ['sales_content', salesContentSchema],
    ['visual_rubric', visualRubricSchema],
  ])('%s is JSON Schema that strict mode takes', (name, schema) => {
    const { name: sent, schema: json } = answerSchema(name, schema);
    expect(sent).toBe(name);
    expect(() => new Ajv({ strict: true }).compile(json)).not.toThrow();
    expect(json).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: Object.keys(schema.shape),
    });
    expect(JSON.stringify(json)).not.toMatch(/\$schema|minLength|maxLength/);
  });
});
