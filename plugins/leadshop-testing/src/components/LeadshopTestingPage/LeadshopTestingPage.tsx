import { lazy, ReactNode, Suspense } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import LockIcon from '@material-ui/icons/LockOutlined';
import { Route, Routes } from 'react-router-dom';
import {
  Content,
  ErrorPage,
  Header,
  Page,
  SupportButton,
} from '@backstage/core-components';
import { usePermissions } from '../../permissions';
import { texts } from '../../texts';
import { DashboardPage } from '../DashboardPage';
import { LiveBanner } from '../LiveBanner';
import { EmptyNote } from '../Panel';
import { ReadableTheme } from '../ReadableTheme';
import { LoadingPage } from './LoadingPage';
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
    <EmptyNote
      icon={LockIcon}
      title="You may not see test results"
      heading="h2"
      action={
        <SupportButton>
          Who has which role is set in the configuration of this portal, at
          leadshopTesting.roles.
        </SupportButton>
      }
    >
      Ask an administrator of this portal for a role in LeadShop Testing. The
      permission that is missing is called view_test_results.
    </EmptyNote>
  );
};

const Pages = () => (
  <Content className={useStyles().root}>
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
