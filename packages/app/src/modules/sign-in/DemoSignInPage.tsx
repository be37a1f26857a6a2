import { ErrorPanel, ProxiedSignInPage } from '@backstage/core-components';
import { SignInPageProps } from '@backstage/plugin-app-react';
import Button from '@material-ui/core/Button';
import { useCallback, useState } from 'react';
import {
  forgetDemoUser,
  forgettingOnSignOut,
  rememberDemoUser,
  rememberedDemoUser,
} from './demoSession';
import { DemoUserPicker } from './DemoUserPicker';

const SignInFailure = (props: { error?: Error; onBack: () => void }) => (
  <main>
    <ErrorPanel
      title="You could not be signed in. Is the backend running?"
      error={props.error ?? new Error('The backend gave no reason')}
      defaultExpanded
    />
    <Button variant="contained" color="primary" onClick={props.onBack}>
      Back to the demo users
    </Button>
  </main>
);

/** Lets a person be one of the demo users, and another after signing out. */
export const DemoSignInPage = ({ onSignInSuccess }: SignInPageProps) => {
  const [user, setUser] = useState(rememberedDemoUser);

  const backToPicker = useCallback(() => {
    forgetDemoUser();
    setUser(undefined);
  }, []);

  const Failure = useCallback(
    ({ error }: { error?: Error }) => (
      <SignInFailure error={error} onBack={backToPicker} />
    ),
    [backToPicker],
  );

  if (!user) {
    return (
      <DemoUserPicker
        onPick={name => {
          rememberDemoUser(name);
          setUser(name);
        }}
      />
    );
  }
  return (
    <ProxiedSignInPage
      provider="demo"
      headers={{ 'X-Demo-User': user }}
      onSignInSuccess={identity =>
        onSignInSuccess(forgettingOnSignOut(identity))
      }
      ErrorComponent={Failure}
    />
  );
};
