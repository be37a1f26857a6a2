import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppThemeApi, appThemeApiRef } from '@backstage/frontend-plugin-api';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { portalThemes } from './themes';

it('keeps what is on a page when the theme changes', async () => {
  const themeApi: AppThemeApi = {
    getInstalledThemes: () => Object.values(portalThemes),
    activeThemeId$: jest.fn(),
    getActiveThemeId: jest.fn(() => 'light'),
    setActiveThemeId: jest.fn(),
  };
  // As the portal does it: the component of the theme that is chosen
  const portal = (theme: keyof typeof portalThemes) => {
    const { Provider } = portalThemes[theme];
    return (
      <TestApiProvider apis={[[appThemeApiRef, themeApi]]}>
        <Provider>
          <input aria-label="Notes" />
        </Provider>
      </TestApiProvider>
    );
  };
  const { rerender } = render(portal('light'));
  await userEvent.type(screen.getByLabelText('Notes'), 'half a sentence');
  expect(document.body).toHaveAttribute('data-theme-mode', 'light');

  jest.mocked(themeApi.getActiveThemeId).mockReturnValue('dark');
  rerender(portal('dark'));
  expect(document.body).toHaveAttribute('data-theme-mode', 'dark');
  expect(screen.getByLabelText('Notes')).toHaveValue('half a sentence');
});
