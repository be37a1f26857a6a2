import { lazy, ReactNode, Suspense } from 'react';
import { SidebarItem } from '@backstage/core-components';
import NotificationsIcon from '@material-ui/icons/Notifications';

/** As large as the icons of pages. */
const Bell = () => <NotificationsIcon fontSize="inherit" />;

// It brings what shows notifications as they come, which no page waits for
const Live = lazy(async () => {
  const { NotificationsSidebarItem } = await import(
    '@backstage/plugin-notifications'
  );
  return {
    default: () => (
      <NotificationsSidebarItem
        renderItem={({ unreadCount, to, onClick }) => (
          <SidebarItem
            icon={Bell}
            to={to}
            onClick={onClick}
            text={
              unreadCount > 0
                ? `Notifications (${unreadCount > 99 ? '99+' : unreadCount})`
                : 'Notifications'
            }
            hasNotifications={unreadCount > 0}
          />
        )}
      />
    ),
  };
});

/** The way to the notifications, with how many are unread. */
export const NotificationsItem = (props: { fallback: ReactNode }) => (
  <Suspense fallback={props.fallback}>
    <Live />
  </Suspense>
);
