import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import App from './App';

const config = {
  app: {
    title: 'LeadShop',
    baseUrl: 'http://localhost:3000',
    extensions: [
      {
        'app/routes': {
          config: { redirects: [{ from: '/', to: '/leadshop-testing' }] },
        },
      },
    ],
  },
  backend: { baseUrl: 'http://localhost:7007' },
  auth: { environment: 'development', providers: { demo: {} } },
};

function renderPortal() {
  // The build puts the configuration here, as an object
  process.env = {
    ...process.env,
    APP_CONFIG: [{ context: 'test', data: config }] as unknown as string,
  };
  render(App.createRoot());
}

/** Tests of pages have no network: what the page asks for is looked at. */
function answerRefresh(status: number, body: object) {
  return jest.spyOn(global, 'fetch').mockImplementation(
    async () =>
      ({
        ok: status < 400,
        status,
        statusText: '',
        headers: new Headers({ 'content-type': 'application/json' }),
        json: async () => body,
        text: async () => JSON.stringify(body),
      } as unknown as Response),
  );
}

describe('the portal', () => {
  beforeEach(() => {
    window.history.replaceState({}, '', '/');
    sessionStorage.clear();
  });
  afterEach(() => jest.restoreAllMocks());

  it('offers the six demo users in development', async () => {
    renderPortal();
    expect(await screen.findByText('Sign in to LeadShop')).toBeVisible();
    expect(
      screen.getAllByRole('button').map(b => b.dataset.testid),
    ).toStrictEqual([
      'demo-user-admin',
      'demo-user-qa-manager',
      'demo-user-qa-tester',
      'demo-user-developer',
      'demo-user-viewer',
      'demo-user-no-role',
    ]);
  });

  it('says on each card what the role may do', async () => {
    renderPortal();
    const tester = await screen.findByTestId('demo-user-qa-tester');
    expect(tester).toHaveTextContent('run pipeline tests');
    expect(tester).not.toHaveTextContent('bulk import leads');
    expect(screen.getByTestId('demo-user-admin')).toHaveTextContent(
      'all 9 permissions',
    );
    expect(screen.getByTestId('demo-user-no-role')).toHaveTextContent(
      'no permissions',
    );
  });

  it('asks the demo provider for the chosen user', async () => {
    const fetched = answerRefresh(401, {
      error: { name: 'AuthenticationError', message: 'No such demo user' },
      response: { statusCode: 401 },
    });
    renderPortal();
    await userEvent.click(await screen.findByTestId('demo-user-viewer'));
    expect(
      await screen.findByText(/You could not be signed in/),
    ).toBeInTheDocument();

    const [url, init] = fetched.mock.calls[0];
    expect(url).toBe('http://localhost:7007/api/auth/demo/refresh');
    expect(new Headers(init?.headers).get('x-demo-user')).toBe('viewer');

    await userEvent.click(
      screen.getByRole('button', { name: 'Back to the demo users' }),
    );
    expect(await screen.findByText('Sign in to LeadShop')).toBeVisible();
    expect(sessionStorage).toHaveLength(0);
  });
});
