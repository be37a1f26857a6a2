import { ComponentType } from 'react';
import { SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { alertsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { PageHeading } from '../PageHeading';
import { PermittedTabs } from '../PermittedTabs';
import { ALERT_TAB_NAMES, ALERT_TABS, AlertTabName } from './alertTabs';
import { DeadLettersTab } from './deadLetters';
import { RaisedTab } from './raised';
import { RulesTab } from './rules';
import { WebhooksTab } from './webhooks';

const CONTENT: Record<AlertTabName, ComponentType> = {
  raised: RaisedTab,
  rules: RulesTab,
  webhooks: WebhooksTab,
  'dead-letters': DeadLettersTab,
};

/** Alerts, their rules, webhooks and dead letters, each for those who may see it. */
export const AlertsPage = () => {
  const t = useTexts();
  return (
    <>
      <PageHeading title={t('alerts.title')} subtitle={t('alerts.subtitle')}>
        <SupportButton>{t('alerts.support')}</SupportButton>
      </PageHeading>
      <PermittedTabs
        label={t('alerts.title')}
        base={useRouteRef(alertsRouteRef)()}
        tabs={ALERT_TAB_NAMES.map(name => ({
          name,
          title: t(`alerts.tabs.${name}`),
          permissions: [...ALERT_TABS[name]],
          refusal: t(`alerts.mayNotSee.${name}`),
          Content: CONTENT[name],
        }))}
      />
    </>
  );
};
