import {
  createFrontendModule,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';

/** Who sends notifications, as people know them. */
const ORIGINS = { 'plugin:leadshop-testing': 'LeadShop Testing' };
const TOPICS = {
  'leadshop-testing.batch': 'Finished batches',
  'leadshop-testing.component': 'Components that fail and recover',
};

const page = SubPageBlueprint.make({
  name: 'notifications',
  params: {
    path: 'notifications',
    title: 'Notifications',
    loader: async () => {
      const [{ Content }, { UserNotificationSettingsCard }] = await Promise.all(
        [
          import('@backstage/core-components'),
          import('@backstage/plugin-notifications'),
        ],
      );
      return (
        <Content>
          <UserNotificationSettingsCard
            originNames={ORIGINS}
            topicNames={TOPICS}
          />
        </Content>
      );
    },
  },
});

/** A tab of the settings in which a user switches notifications off and on. */
export const notificationSettingsModule = createFrontendModule({
  pluginId: 'user-settings',
  extensions: [page],
});
