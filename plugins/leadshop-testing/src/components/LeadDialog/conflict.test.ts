import { journeyEntry } from '../../__testUtils__/leads';
import { formOf } from '../LeadForm';
import { editorsSince, mergeEdits } from './conflict';

const base = formOf({ business_name: 'A', email: 'a@a.example', phone: '1' });

describe('two edits of a lead', () => {
  it('are both kept where only one of them changed something', () => {
    const merge = mergeEdits(
      base,
      { ...base, phone: '2' },
      { ...base, email: 'b@a.example' },
    );
    expect(merge).toEqual({
      form: { ...base, phone: '2', email: 'b@a.example' },
      taken: ['email'],
      conflicts: [],
    });
  });

  it('collide where both changed a field, each in another way', () => {
    const { form, conflicts } = mergeEdits(
      base,
      { ...base, phone: '2', email: '' },
      { ...base, phone: '3', email: '' },
    );
    expect(conflicts).toEqual([{ field: 'phone', yours: '2', theirs: '3' }]);
    expect(form).toEqual({ ...base, phone: '3', email: '' });
  });

  it('do not differ by spaces around', () => {
    const { conflicts, taken } = mergeEdits(
      base,
      { ...base, phone: ' 1 ', email: ' b@a.example' },
      { ...base, email: 'b@a.example' },
    );
    expect([conflicts, taken]).toEqual([[], []]);
  });

  it('name those who changed a field since, once each', () => {
    const lead = { updated_at: '2026-03-01T10:00:00.000Z' };
    const entry = (
      at: string,
      user: string | null,
      kind = 'updated' as const,
    ) => journeyEntry({ at, kind, user_ref: user && `user:default/${user}` });
    expect(
      editorsSince(lead, [
        entry('2026-03-01T12:00:00.000Z', 'bob'),
        entry('2026-03-01T11:30:00.000Z', null),
        entry('2026-03-01T11:00:00.000Z', 'ann'),
        entry('2026-03-01T10:30:00.000Z', 'bob'),
        // The edit that was seen
        entry('2026-03-01T10:00:00.000Z', 'carol'),
      ]),
    ).toEqual(['user:default/bob', 'user:default/ann']);
    expect(
      editorsSince(lead, [
        journeyEntry({ kind: 'test_ended', at: '2026-03-01T12:00:00.000Z' }),
      ]),
    ).toEqual([]);
  });
});
