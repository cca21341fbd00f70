import { describe, expect, it } from "vitest";
import { at, makeClock, makeIncident, makeReport, makeTask, ms } from "../api/fixtures";
import { answerClock, isUnattended, passedOver, runningClocks, leadingClock, nextStep, shownTasks, stageOf, unreplaced } from "./state";

describe("a clock's look", () => {
  it.each([
    [10, "calm"],
    [31, "half"],
    [49, "late"],
    [61, "past"],
  ])("after %i of 60 seconds is %s", (second, stage) => {
    expect(stageOf(makeClock(), ms(second)).stage).toBe(stage);
  });
});

describe("the leading clock", () => {
  const response = makeClock({ metric: "response", due_at: at(40), agency_id: null, owner: "everyone" });
  it("is the one that falls due next", () => {
    expect(leadingClock(makeIncident({ clocks: [makeClock(), response] }), ms(1))?.metric).toBe("response");
  });
  it("is somebody's own step before the whole response once both are past", () => {
    expect(leadingClock(makeIncident({ clocks: [response, makeClock()] }), ms(100))?.metric).toBe("hand_over");
  });
  it("is never one without a target: it is measured, and nothing falls due", () => {
    const measured = { ...makeClock(), due_at: null, target_s: null };
    expect(leadingClock(makeIncident({ clocks: [measured] }), ms(900))).toBeNull();
  });
  it("is none when everything has stopped", () => {
    expect(leadingClock(makeIncident({ clocks: [makeClock({ stopped_at: at(5), verdict: "met" })] }), ms(9))).toBeNull();
  });
});

describe("an agency that was passed over", () => {
  const silent = makeTask({ state: "expired", expired_at: at(61) });
  const breach = makeClock({ verdict: "breached", breached_at: at(60) });
  const successor = makeTask({ id: "t2", agency_id: "damkar-kab", replaces_task_id: "t1" });
  it("is not waited for, but its breach is told with who is asked instead", () => {
    const incident = makeIncident({ tasks: [silent, successor], clocks: [breach] });
    expect(runningClocks(incident)).toEqual([]);
    expect(passedOver(incident)).toEqual([{ clock: breach, successor }]);
  });
  it("is still the pressing thing while nobody else is asked", () => {
    const incident = makeIncident({ tasks: [silent], clocks: [breach] });
    expect(leadingClock(incident, ms(100))).toBe(breach);
    expect(passedOver(incident)).toEqual([]);
  });
});

describe("the next step", () => {
  it("is to assign when nobody was asked", () => {
    expect(nextStep(makeIncident(), ms(0)).step).toBe("assign");
    expect(isUnattended(makeIncident())).toBe(true);
  });
  it("is to wait while an agency has time to answer, and to chase it after", () => {
    const incident = makeIncident({ tasks: [makeTask()], clocks: [makeClock()] });
    expect(nextStep(incident, ms(10)).step).toBe("wait");
    expect(nextStep(incident, ms(61)).step).toBe("chase");
  });
  it("is to replace who declined, until somebody took over", () => {
    const declined = makeTask({ state: "declined", declined_at: at(9) });
    expect(nextStep(makeIncident({ tasks: [declined] }), ms(10)).step).toBe("replace");
    const successor = makeTask({ id: "t2", agency_id: "bpbd", replaces_task_id: "t1" });
    const incident = makeIncident({ tasks: [declined, successor] });
    expect(unreplaced(incident)).toEqual([]);
    expect(shownTasks(incident).map((task) => task.id)).toEqual(["t2", "t1"]);
  });
  it("is to ask where they are once the response is late and nobody has arrived", () => {
    const response = makeClock({ metric: "response", agency_id: null });
    const incident = makeIncident({ tasks: [makeTask({ state: "en_route" })], clocks: [response] });
    expect([ms(10), ms(61)].map((now) => nextStep(incident, now).step)).toEqual(["wait", "hurry"]);
  });
  it("is to close when all is done", () => {
    expect(nextStep(makeIncident({ tasks: [makeTask({ state: "completed" })] }), ms(0)).step).toBe("close");
  });
});

describe("answerClock", () => {
  const clock = makeClock({ metric: "answer", scope_id: "r1", report_id: "r1", incident_id: null });

  it("is the time within which somebody must have a report", () => {
    expect(answerClock(makeReport({ clock }))).toBe(clock);
  });
  it("is none when somebody has it, and none where the city set no target", () => {
    expect(answerClock(makeReport({ clock: { ...clock, stopped_at: at(9), verdict: "met" } }))).toBeNull();
    expect(answerClock(makeReport({ clock: { ...clock, due_at: null, target_s: null } }))).toBeNull();
    expect(answerClock(makeReport({ clock: null }))).toBeNull();
  });
});
