import { lazy, Suspense } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { Outlet, Route, Routes } from 'react-router-dom';
import { Content, ErrorPage, Header, Page } from '@backstage/core-components';
import { useTexts } from '../../translation';
import { ADMIN_PERMISSIONS } from '../AdminPage/adminTabs';
import { ALERT_PERMISSIONS } from '../AlertsPage/alertTabs';
import { DashboardPage } from '../DashboardPage';
import { LiveBanner } from '../LiveBanner';
import { LoadingPage, PermittedOnly } from '../PermittedOnly';
import { ReadableTheme } from '../ReadableTheme';
import { SectionNav } from './SectionNav';

const useStyles = makeStyles(theme => ({
  root: {
    // Portals set another font for what is outside of their components.
    fontFamily: theme.typography.fontFamily,
    color: theme.palette.text.primary,
    '&&': { paddingTop: 0 },
    [theme.breakpoints.down('xs')]: {
      '&&': { paddingLeft: theme.spacing(2), paddingRight: theme.spacing(2) },
    },
  },
}));

const TestPage = lazy(() =>
  import('../TestPage').then(m => ({ default: m.TestPage })),
);
const ComparePage = lazy(() =>
  import('../ComparePage').then(m => ({ default: m.ComparePage })),
);
const HistoryPage = lazy(() =>
  import('../HistoryPage').then(m => ({ default: m.HistoryPage })),
);
const LeadsPage = lazy(() =>
  import('../LeadsPage').then(m => ({ default: m.LeadsPage })),
);
const ImportsPage = lazy(() =>
  import('../Imports').then(m => ({ default: m.ImportsPage })),
);
const ImportPage = lazy(() =>
  import('../Imports').then(m => ({ default: m.ImportPage })),
);
const MetricsPage = lazy(() =>
  import('../MetricsPage').then(m => ({ default: m.MetricsPage })),
);
const BatchesPage = lazy(() =>
  import('../BatchesPage').then(m => ({ default: m.BatchesPage })),
);
const BatchPage = lazy(() =>
  import('../BatchPage').then(m => ({ default: m.BatchPage })),
);
const AlertsPage = lazy(() =>
  import('../AlertsPage').then(m => ({ default: m.AlertsPage })),
);
const AdminPage = lazy(() =>
  import('../AdminPage').then(m => ({ default: m.AdminPage })),
);

const PagesOfTests = () => {
  const t = useTexts();
  return (
    <PermittedOnly
      permissions={['view_test_results']}
      title={t('pages.mayNotSee')}
      loadingText={t('pages.loadingDashboard')}
    >
      <Outlet />
    </PermittedOnly>
  );
};

const Pages = () => {
  const t = useTexts();
  return (
    <Content className={useStyles().root}>
      <PermittedOnly
        permissions={[
          'view_test_results',
          ...ALERT_PERMISSIONS,
          ...ADMIN_PERMISSIONS,
        ]}
        title={t('pages.mayNotSee')}
        loadingText={t('pages.loadingDashboard')}
      >
        <SectionNav />
        <LiveBanner />
        <Suspense fallback={<LoadingPage text={t('pages.loading')} />}>
          <Routes>
            {/* Those who look after the rest need not see results */}
            <Route path="/alerts/*" element={<AlertsPage />} />
            <Route path="/admin/*" element={<AdminPage />} />
            <Route element={<PagesOfTests />}>
              <Route path="/" element={<DashboardPage />} />
              <Route path="/tests/compare" element={<ComparePage />} />
              <Route path="/tests/:id" element={<TestPage />} />
              <Route path="/history" element={<HistoryPage />} />
              <Route path="/leads" element={<LeadsPage />} />
              <Route path="/imports" element={<ImportsPage />} />
              <Route path="/imports/:id" element={<ImportPage />} />
              <Route path="/metrics" element={<MetricsPage />} />
              <Route path="/batches" element={<BatchesPage />} />
              <Route path="/batches/:id" element={<BatchPage />} />
              <Route
                path="*"
                element={
                  <ErrorPage status="404" statusMessage={t('pages.notFound')} />
                }
              />
            </Route>
          </Routes>
        </Suspense>
      </PermittedOnly>
    </Content>
  );
};

/**
 * The pages without a header, for portals that draw one themselves.
 *
 * @public
 */
export const LeadshopTestingContent = () => (
  <ReadableTheme>
    <Pages />
  </ReadableTheme>
);

/**
 * The pages with their header.
 *
 * @public
 */
export const LeadshopTestingPage = () => (
  <Page themeId="tool">
    <Header title="LeadShop Testing" />
    <LeadshopTestingContent />
  </Page>
);
