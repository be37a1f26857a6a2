import { Sandbox, startSandbox } from '../sandbox';

describe('Places', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterAll(() => sandbox.stop());

  const search = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.httpUrl}/places/places:searchText`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Goog-Api-Key': 'k',
        'X-Goog-FieldMask': '*',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const found = async (textQuery: string) =>
    (await (await search({ textQuery })).json()).places;

  it('finds the business that was asked for', async () => {
    const [place] = await found(
      'Sunrise Dental, 12 Main St, Austin, https://sunrise.example/',
    );
    expect(place).toMatchObject({
      id: expect.stringMatching(/^ChIJ/),
      displayName: { text: 'Sunrise Dental', languageCode: 'en' },
      formattedAddress: '12 Main St, Austin, USA',
      websiteUri: 'https://sunrise.example/',
      rating: expect.any(Number),
      userRatingCount: expect.any(Number),
      businessStatus: expect.any(String),
      nationalPhoneNumber: expect.any(String),
      types: expect.any(Array),
      photos: expect.any(Array),
    });
  });

  it('answers the same for the same text, and not for another', async () => {
    const once = await found('Sunrise Dental, Austin');
    expect((await found('Sunrise Dental, Austin'))[0]).toEqual(once[0]);
    expect((await found('Sunrise Dental, Denver'))[0].id).not.toBe(once[0].id);
  });

  it('finds nothing for unlisted businesses and, by hash, some others', async () => {
    expect(
      await (await search({ textQuery: 'Unlisted Garage' })).json(),
    ).toEqual({});
    let missing = 0;
    for (let lead = 0; lead < 120; lead += 1) {
      if ((await found(`Business ${lead}`)) === undefined) missing += 1;
    }
    expect(missing).toBeGreaterThan(2);
    expect(missing).toBeLessThan(30);
  });

  it('gives only what the field mask names', async () => {
    const response = await search(
      { textQuery: 'Sunrise Dental', pageSize: 1 },
      {
        'X-Goog-FieldMask':
          'places.id, places.displayName.text,places.regularOpeningHours',
      },
    );
    const { places, ...rest } = await response.json();
    expect(rest).toEqual({});
    expect(places).toHaveLength(1);
    const { id, displayName, regularOpeningHours, ...more } = places[0];
    expect(id).toBeDefined();
    expect(displayName).toEqual({ text: 'Sunrise Dental' });
    expect(regularOpeningHours.weekdayDescriptions).toHaveLength(7);
    expect(more).toEqual({});
  });

  it.each([
    [{ 'X-Goog-Api-Key': '' }, {}, 403, 'unregistered callers'],
    [{ 'X-Goog-Api-Key': 'invalid' }, {}, 403, 'API key not valid'],
    [{ 'X-Goog-FieldMask': '' }, {}, 400, 'FieldMask is a required parameter'],
    [{ 'X-Goog-FieldMask': 'places.colour' }, {}, 400, "'places.colour'"],
    [{}, {}, 400, 'text_query'],
    [{}, { textQuery: '  ' }, 400, 'text_query'],
    [{}, '{broken', 400, 'text_query'],
  ])('refuses %j %j with %d', async (headers, body, status, message) => {
    const response = await search(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect((await response.json()).error.message).toContain(message);
  });
});
