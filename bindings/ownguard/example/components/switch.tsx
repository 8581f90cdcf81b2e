// The switch that shows the app without its guard, and the words that go with it.
import { isGuarded } from "@/lib/switch";
import { Icon } from "./icons";

export function GuardSwitch() {
  const on = isGuarded();
  return (
    <form action="/session/guard" method="post">
      <button className="switch" role="switch" aria-checked={on} title={on ? "Show the app without its guard" : "Turn the guard on"}>
        <Icon name="shield" />
        {on ? "Guarded" : "Unguarded"}
        <i />
      </button>
    </form>
  );
}

export function Alarm() {
  if (isGuarded()) return null;
  return (
    <p className="alarm" role="status">
      <strong>The guard is off.</strong> Signing in works, but nobody checks that this person may see this row.
    </p>
  );
}
