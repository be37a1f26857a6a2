import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';
import { failureWhenAnswered, withVendor } from './__testUtils__/vendor';

const options = { signal };
let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

describe('Google Places', () => {
  it('finds places with all that is asked for', async () => {
    const found = await started
      .create()
      .places.searchText('Sunrise Cafe, 1 Main St, Austin', options);
    expect(found.mode).toBe('sandbox');
    expect(found.places[0]).toMatchObject({
      id: expect.stringMatching(/^ChIJ/),
      name: 'Sunrise Cafe',
      address: expect.stringContaining('Main St'),
      rating: expect.any(Number),
      review_count: expect.any(Number),
      types: expect.arrayContaining(['establishment']),
      has_photos: expect.any(Boolean),
    });
    const [request] = started.sandbox.requests({ component: 'places' });
    expect(request.headers['x-goog-fieldmask']).toContain('places.rating');
  });

  it('finds nothing where there is nothing', async () => {
    const found = await started
      .create()
      .places.searchText('Unlisted Bakery', options);
    expect(found.places).toEqual([]);
  });

  it('refuses a place of another shape', async () => {
    const error = await failureWhenAnswered(
      started,
      {
        body: { places: [{ id: 'x', displayName: { text: 'X' }, rating: 9 }] },
      },
      all => all.places.searchText('X', options),
    );
    expect(error).toMatchObject({ fault: 'vendor', retryable: false });
    expect(error.message).toContain('places.0.rating');
  });

  it('leaves out what a place does not have', async () => {
    const { places } = await withVendor(
      started,
      (_, response) =>
        response.end('{"places":[{"id":"x","displayName":{"text":"X"}}]}'),
      providers => providers.places.searchText('X', options),
    );
    expect(places).toEqual([
      {
        id: 'x',
        name: 'X',
        address: null,
        website: null,
        phone: null,
        rating: null,
        review_count: 0,
        business_status: null,
        types: [],
        opening_hours: [],
        has_photos: false,
      },
    ]);
  });
});
