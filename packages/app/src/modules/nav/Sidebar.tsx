import {
  Link,
  Sidebar,
  sidebarConfig,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
  useSidebarOpenState,
} from '@backstage/core-components';
import {
  NavContentBlueprint,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import { makeStyles } from '@material-ui/core/styles';
import MenuIcon from '@material-ui/icons/Menu';
import { LeadshopMark, LeadshopWordmark } from './LeadshopLogo';
import { NotificationsItem } from './NotificationsItem';

const useStyles = makeStyles({
  logo: {
    height: 3 * sidebarConfig.logoHeight,
    display: 'flex',
    alignItems: 'center',
    paddingLeft: 22,
  },
  link: { color: '#fff' },
  // Backstage's 110 pixels would cut "LeadShop Testing" short
  item: { '& .MuiTypography-root': { width: 132 } },
});

const SidebarLogo = () => {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={classes.logo}>
      <Link
        to="/"
        underline="none"
        className={classes.link}
        aria-label="LeadShop, home"
      >
        {isOpen ? <LeadshopWordmark /> : <LeadshopMark />}
      </Link>
    </div>
  );
};

const PageItem = ({ icon, href, title }: NavContentNavItem) => (
  <SidebarItem
    className={useStyles().item}
    icon={() => icon}
    to={href}
    text={title}
  />
);

/**
 * Search, LeadShop Testing, the catalog, then whatever else is installed. What
 * is new and the settings stand below.
 */
export const SidebarContent = NavContentBlueprint.make({
  params: {
    component: ({ navItems }) => {
      const nav = navItems.withComponent(PageItem);
      const settings = nav.take('page:user-settings');
      const notifications = nav.take('page:notifications');
      return (
        <Sidebar>
          <SidebarLogo />
          <SidebarDivider />
          <SidebarGroup label="Menu" icon={<MenuIcon />}>
            {nav.take('page:search')}
            {nav.take('page:leadshop-testing')}
            {nav.take('page:catalog')}
            <SidebarScrollWrapper>
              {nav.rest({ sortBy: 'title' })}
            </SidebarScrollWrapper>
          </SidebarGroup>
          <SidebarSpace />
          <SidebarDivider />
          {notifications && <NotificationsItem fallback={notifications} />}
          <SidebarGroup
            label="Settings"
            icon={<UserSettingsSignInAvatar />}
            to="/settings"
          >
            {settings}
          </SidebarGroup>
        </Sidebar>
      );
    },
  },
});
