import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { OwnLimits } from '@/features/security/OwnLimits';
import { PasswordForm } from '@/features/security/PasswordForm';
import { ROLES } from '@/features/security/roles';
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
            <dd>
              {me.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(' · ') || t('noRoles')}
            </dd>
          </div>
          {me.groups && me.groups.length > 0 && (
            <div>
              <dt>{t('groups.short')}</dt>
              <dd>{me.groups.join(' · ')}</dd>
            </div>
          )}
          {me.roles
            .filter((role) => ROLES.some((known) => known === role))
            .map((role) => (
              <div key={role}>
                <dt>{t('mayDo')}</dt>
                <dd>{t(`roleMeans.${role}`)}</dd>
              </div>
            ))}
        </dl>
      </Panel>
      <OwnLimits />
      <SessionsPanel />
      <TokensPanel />
      <PasswordForm />
    </div>
  );
}
