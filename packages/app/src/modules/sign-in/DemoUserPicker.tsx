import { useApi, configApiRef } from '@backstage/core-plugin-api';
import Avatar from '@material-ui/core/Avatar';
import Card from '@material-ui/core/Card';
import CardActionArea from '@material-ui/core/CardActionArea';
import Chip from '@material-ui/core/Chip';
import Typography from '@material-ui/core/Typography';
import { alpha, makeStyles } from '@material-ui/core/styles';
import { LeadshopMark } from '../nav/LeadshopLogo';
import { DEMO_USERS, DemoUser, permissionsInWords } from './demoUsers';

const useStyles = makeStyles(theme => ({
  page: {
    minHeight: '100vh',
    boxSizing: 'border-box',
    overflowY: 'auto',
    padding: theme.spacing(6, 2),
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    backgroundColor: theme.palette.background.default,
    color: theme.palette.text.primary,
  },
  inner: { width: '100%', maxWidth: 1080, margin: 'auto' },
  brand: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(1),
  },
  intro: { maxWidth: 640, marginBottom: theme.spacing(4) },
  cards: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))',
  },
  card: {
    height: '100%',
    border: `1px solid ${theme.palette.divider}`,
    transition: theme.transitions.create(['box-shadow', 'border-color']),
    '&:hover, &:focus-within': {
      borderColor: theme.palette.primary.main,
      boxShadow: theme.shadows[4],
    },
  },
  action: {
    height: '100%',
    padding: theme.spacing(2.5),
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    justifyContent: 'flex-start',
    textAlign: 'left',
  },
  who: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(1.5),
  },
  avatar: {
    backgroundColor: alpha(theme.palette.primary.main, 0.14),
    color: theme.palette.text.primary,
    fontSize: '1rem',
    fontWeight: 600,
  },
  chips: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.75),
    marginTop: theme.spacing(1.5),
  },
  chip: { margin: 0, cursor: 'inherit' },
  note: { marginTop: theme.spacing(4) },
}));

function initials(title: string): string {
  return title
    .split(' ')
    .map(word => word[0].toUpperCase())
    .join('');
}

const DemoUserCard = (props: { user: DemoUser; onPick: () => void }) => {
  const { user, onPick } = props;
  const classes = useStyles();
  return (
    <Card className={classes.card} elevation={0}>
      <CardActionArea
        className={classes.action}
        onClick={onPick}
        data-testid={`demo-user-${user.name}`}
      >
        <span className={classes.who}>
          <Avatar className={classes.avatar} aria-hidden="true">
            {initials(user.title)}
          </Avatar>
          <span>
            <Typography variant="h6" component="span" display="block">
              {user.title}
            </Typography>
            <Typography
              variant="body2"
              component="span"
              color="textSecondary"
              display="block"
            >
              {user.name}
            </Typography>
          </span>
        </span>
        <Typography variant="body2" component="span">
          {user.summary}
        </Typography>
        <span className={classes.chips}>
          {permissionsInWords(user.permissions).map(words => (
            <Chip
              key={words}
              component="span"
              size="small"
              variant="outlined"
              className={classes.chip}
              label={words}
            />
          ))}
        </span>
      </CardActionArea>
    </Card>
  );
};

/** One card per demo user; a click signs in. */
export const DemoUserPicker = (props: { onPick: (name: string) => void }) => {
  const classes = useStyles();
  const title = useApi(configApiRef).getOptionalString('app.title');
  return (
    <main className={classes.page}>
      <div className={classes.inner}>
        <div className={classes.brand}>
          <LeadshopMark />
          <Typography variant="h4" component="h1">
            Sign in to {title ?? 'LeadShop'}
          </Typography>
        </div>
        <Typography
          className={classes.intro}
          variant="body1"
          color="textSecondary"
        >
          This is the demo sign-in. Pick who you want to be: each card is a role
          with the permissions that it has unless app-config.yaml says
          otherwise. You can sign out and be somebody else at any time.
        </Typography>
        <ul className={classes.cards} aria-label="Demo users">
          {DEMO_USERS.map(user => (
            <li key={user.name}>
              <DemoUserCard
                user={user}
                onPick={() => props.onPick(user.name)}
              />
            </li>
          ))}
        </ul>
        <Typography
          className={classes.note}
          variant="body2"
          color="textSecondary"
        >
          There is no password because this runs in development only: the
          backend refuses to start with it in production.
        </Typography>
      </div>
    </main>
  );
};
