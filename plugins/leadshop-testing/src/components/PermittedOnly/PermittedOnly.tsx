import { ReactNode } from 'react';
import LockIcon from '@material-ui/icons/LockOutlined';
import { SupportButton } from '@backstage/core-components';
import type { PermissionName } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { usePermissions } from '../../permissions';
import { useTexts } from '../../translation';
import { EmptyNote } from '../Panel';
import { LoadingPage } from './LoadingPage';

/** Only for those who may see it; the others are told whom to ask. */
export const PermittedOnly = ({
  permissions,
  title,
  loadingText,
  children,
}: {
  /** Any one of these is enough. */
  permissions: PermissionName[];
  /** What the others may not do. */
  title: string;
  loadingText: string;
  children: ReactNode;
}) => {
  const t = useTexts();
  const { list } = useFormats();
  const { hasAnyPermission, loading } = usePermissions();
  if (hasAnyPermission(permissions)) {
    return <>{children}</>;
  }
  return loading ? (
    <LoadingPage text={loadingText} />
  ) : (
    <EmptyNote
      icon={LockIcon}
      title={title}
      heading="h2"
      action={<SupportButton>{t('shared.permitted.support')}</SupportButton>}
    >
      {t('shared.permitted.ask', {
        permissions: list([...new Set(permissions)], 'or'),
      })}
    </EmptyNote>
  );
};
