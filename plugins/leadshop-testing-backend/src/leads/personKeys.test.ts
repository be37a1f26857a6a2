import { keysOfPerson, Person, personKeys } from './personKeys';

const MARIA: Person = {
  emails: ['Maria@Sunrise.example'],
  phones: ['+493012345678'],
  contact_names: ['María López'],
  business_name: 'Sunrise Dental Inc.',
  website_url: 'https://www.sunrise.co.uk/contact',
};

const isOf = (person: Person, cells: string[]) => {
  const keys = personKeys(cells);
  return keysOfPerson(person).some(all => all.every(key => keys.includes(key)));
};

it.each([
  ['an address in a text', ['', 'Maria <maria@sunrise.example>; she']],
  ['a phone number in national notation', ['x', '(030) 1234-5678']],
  ['a name in another order, without accents', ['LOPEZ, Maria']],
  ['a phone number in a note', ['Call +49 30 1234 5678 before noon.']],
  ['one of two numbers', ['040 98765432 / 030 12345678']],
  ['a name in a note', ['Spoke with Maria Lopez of the front desk']],
  ['a name in two cells', ['x', 'Maria', 'López', '17']],
  [
    'a site in a note, beside the business',
    ['Sunrise Dental', 'see https://www.sunrise.co.uk/contact, it is old'],
  ],
  ['business and site', ['sunrise dental', 'no address', 'sunrise.co.uk']],
])('finds %s', (_, cells) => {
  expect(isOf(MARIA, cells)).toBe(true);
});

it.each([
  ['another address', ['maria@sunrise.example.org']],
  ['a word of the name', ['Maria', '17', 'Lopez']],
  ['words that are no name', ['please call maria or lopez']],
  ['the business alone', ['Sunrise Dental', 'https://elsewhere.example']],
  ['the site alone', ['Moonlight Dental', 'https://sunrise.co.uk']],
  ['a short number', ['345678', '2025']],
  ['nothing', ['', ' ']],
])('takes %s for nobody', (_, cells) => {
  expect(isOf(MARIA, cells)).toBe(false);
});

it('takes a single name, and a person of whom nothing is known, for nobody', () => {
  const nobody: Person = {
    emails: [],
    phones: ['1234'],
    contact_names: ['Maria', ''],
    business_name: null,
    website_url: null,
  };
  expect(keysOfPerson(nobody)).toEqual([]);
});

it('has a bound, whatever is in a row', () => {
  const cells = Array.from({ length: 5_000 }, (_, n) => `a${n}@b.example ${n}`);
  expect(personKeys([...cells, 'x'.repeat(5_000_000)]).length).toBeLessThan(
    401,
  );
  const addresses = cells.join(' ');
  expect(personKeys([addresses]).length).toBeLessThan(100);
});
