import { z } from 'zod';
import { NamedSchemas } from './namedSchemas';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

// Ids of the tests' own: the registry is everybody's
const plain = z.strictObject({ x: z.number() }).meta({ id: 'NamedPlain' });
const part = z.object({ n: z.number().default(1) }).meta({ id: 'NamedPart' });
const whole = z
  .object({ part, parts: z.array(part), plain })
  .meta({ id: 'NamedWhole' });

it('are referred to by each other under the names that they got', () => {
  for (const order of ['output first', 'input first']) {
    const schemas = new NamedSchemas([z.object({ whole })]);
    const convert = {
      output: () => schemas.of(z.object({ whole }), 'output'),
      input: () => schemas.of(z.object({ whole }), 'input'),
    };
    if (order === 'output first') convert.output();
    const sent = convert.input();
    const answered = convert.output();
    expect(answered.properties).toEqual({ whole: ref('NamedWhole') });
    expect(sent.properties).toEqual({ whole: ref('NamedWholeInput') });
    expect(Object.keys(schemas.all).sort()).toEqual([
      'NamedPart',
      'NamedPartInput',
      'NamedPlain',
      'NamedWhole',
      'NamedWholeInput',
    ]);
    expect(schemas.all.NamedWhole.properties).toMatchObject({
      part: ref('NamedPart'),
      plain: ref('NamedPlain'),
    });
    expect(schemas.all.NamedWholeInput.properties).toEqual({
      part: ref('NamedPartInput'),
      parts: { type: 'array', items: ref('NamedPartInput') },
      plain: ref('NamedPlain'),
    });
    expect(schemas.all.NamedPart.required).toEqual(['n']);
    expect(schemas.all.NamedPartInput.required).toBeUndefined();
  }
});

it('keep their name when they are only sent', () => {
  const schemas = new NamedSchemas([plain]);
  schemas.of(z.object({ whole }), 'input');
  expect(Object.keys(schemas.all).sort()).toEqual([
    'NamedPart',
    'NamedPlain',
    'NamedWhole',
  ]);
  expect(schemas.all.NamedPart.required).toBeUndefined();
});

it('may refer to themselves', () => {
  const tree = z
    .object({
      get children() {
        return z.array(tree);
      },
    })
    .meta({ id: 'NamedTree' });
  const schemas = new NamedSchemas([]);
  expect(schemas.of(z.object({ tree }), 'output').properties).toEqual({
    tree: ref('NamedTree'),
  });
  expect(schemas.all.NamedTree.properties).toEqual({
    children: { type: 'array', items: ref('NamedTree') },
  });
});

it('are not two under one name', () => {
  const schemas = new NamedSchemas([]);
  const NamedTwice = z.string().meta({ id: 'NamedTwice' });
  schemas.of(z.object({ NamedTwice }), 'output');
  z.globalRegistry.remove(NamedTwice);
  const other = z.number().meta({ id: 'NamedTwice' });
  expect(() => schemas.of(z.object({ other }), 'output')).toThrow(
    "Two schemas are called 'NamedTwice'",
  );
});
