import { createLink } from '@tanstack/react-router';
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode } from 'react';
import styles from '@/components/LinkTabs.module.css';

/** Views of a page as links, so that each has an address of its own. */
export function LinkTabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {children}
    </nav>
  );
}

interface TabProps extends ComponentPropsWithoutRef<'a'> {
  /** It is the one that is shown. */
  here: boolean;
}

const Tab = forwardRef<HTMLAnchorElement, TabProps>(({ here, ...props }, ref) => (
  <a
    {...props}
    ref={ref}
    className={here ? styles.here : styles.tab}
    aria-current={here ? 'page' : undefined}
  />
));
Tab.displayName = 'Tab';

export const LinkTab = createLink(Tab);
