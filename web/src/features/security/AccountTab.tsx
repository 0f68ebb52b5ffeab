import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { PasswordForm } from '@/features/security/PasswordForm';
import styles from '@/features/security/SecurityPage.module.css';
import { SessionsPanel } from '@/features/security/SessionsPanel';
import { TokensPanel } from '@/features/security/TokensPanel';
import { useMe } from '@/lib/session/me';

export function AccountTab() {
  const { t } = useTranslation('security');
  const me = useMe();
  return (
    <div className={styles.stack}>
      <Panel title={t('me')}>
        <dl className={styles.facts}>
          <div>
            <dt>{t('name')}</dt>
            <dd>{me.display_name ? `${me.display_name} (${me.name})` : me.name}</dd>
          </div>
          <div>
            <dt>{t('roles')}</dt>
            <dd>{me.roles.map((role) => t(`role.${role}`)).join(' · ')}</dd>
          </div>
          {me.roles.map((role) => (
            <div key={role}>
              <dt>{t('mayDo')}</dt>
              <dd>{t(`roleMeans.${role}`)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <SessionsPanel />
      <TokensPanel />
      <PasswordForm />
    </div>
  );
}
