import type { Fault } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';

/** Whose fault a failure is, what that means, and what to do. */
export const FaultNote = ({ fault }: { fault: Fault }) => {
  const t = useTexts();
  return (
    <>
      <div>
        <strong>
          {t('test.failure.fault', { fault: t(`words.fault.${fault}`) })}
        </strong>{' '}
        {t(`words.faultHelp.${fault}`)}
      </div>
      <div>
        <strong>{t('test.failure.todo')}</strong>{' '}
        {t(`test.failure.todoOf.${fault}`)}
      </div>
    </>
  );
};
