import { lazy, ReactNode, Suspense } from 'react';
import LockIcon from '@material-ui/icons/LockOutlined';
import { Route, Routes } from 'react-router-dom';
import { Content, ErrorPage, Header, Page } from '@backstage/core-components';
import { usePermissions } from '../../permissions';
import { texts } from '../../texts';
import { DashboardPage } from '../DashboardPage';
import { LiveBanner } from '../LiveBanner';
import { EmptyNote } from '../Panel';
import { LoadingPage } from './LoadingPage';
import { SectionNav } from './SectionNav';

const TestPage = lazy(() =>
  import('../TestPage').then(m => ({ default: m.TestPage })),
);
const HistoryPage = lazy(() =>
  import('../HistoryPage').then(m => ({ default: m.HistoryPage })),
);

/** Only for those who may see results; the others are told whom to ask. */
const ViewersOnly = ({ children }: { children: ReactNode }) => {
  const { hasPermission, loading } = usePermissions();
  if (hasPermission('view_test_results')) {
    return <>{children}</>;
  }
  return loading ? (
    <LoadingPage text={texts.loadingDashboard} />
  ) : (
    <EmptyNote icon={LockIcon} title="You may not see test results">
      Ask an administrator of this portal for a role in LeadShop Testing. The
      permission that is missing is called view_test_results.
    </EmptyNote>
  );
};

/**
 * The pages without a header, for portals that draw one themselves.
 *
 * @public
 */
export const LeadshopTestingContent = () => (
  <Content>
    <ViewersOnly>
      <SectionNav />
      <LiveBanner />
      <Suspense fallback={<LoadingPage text="Loading page..." />}>
        <Routes>
          <Route path="/" element={<DashboardPage />} />
          <Route path="/tests/:id" element={<TestPage />} />
          <Route path="/history" element={<HistoryPage />} />
          <Route
            path="*"
            element={<ErrorPage status="404" statusMessage="Page not found" />}
          />
        </Routes>
      </Suspense>
    </ViewersOnly>
  </Content>
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
