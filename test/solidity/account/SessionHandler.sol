// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {ISessions, Session} from "../../../contracts/account/interfaces/ISessions.sol";
import {IntentsHarness} from "../../../contracts/mocks/IntentsHarness.sol";
import {SessionSigner} from "./SessionSigner.sol";

/// @notice Random life of one account's sessions: registered, used, revoked, ended and outlived, most uses ought to be refused. Beside the
/// registry it keeps its own ledger, and counts every answer that this ledger did not foresee.
contract SessionHandler is SessionSigner {
    uint256 public constant KEYS = 3;
    uint256 private constant SERIES = 4;

    struct Ghost {
        bool isLive;
        bool mayStore;
        bool mayPair;
        /// Bit n: series n; none for any.
        uint8 series;
        uint48 expiry;
        uint32 window;
        uint64 windowLimit;
        uint64 totalLimit;
        uint64 spent;
        uint64 spentInWindow;
        uint256 windowEndsAt;
    }

    mapping(uint256 key => Ghost ghost) public ghosts;
    /// @notice Answers that the ghost ledger did not foresee.
    uint256 public surprises;
    uint256 public uses;
    uint256 public refusals;

    constructor() {
        registry = new AccountRegistry();
        harness = new IntentsHarness(address(registry));
    }

    function sessions() external view returns (ISessions) {
        return ISessions(address(registry));
    }

    function register(uint256 key, uint64 windowLimit, uint64 totalLimit, uint32 window, uint32 life, uint8 scope, uint8 series) external {
        key = key % KEYS;
        Ghost memory ghost;
        (ghost.mayStore, ghost.mayPair) = (scope % 3 != 0, scope % 3 != 1);
        ghost.isLive = true;
        ghost.series = series % 2 == 0 ? 0 : uint8(series % 16);
        ghost.expiry = uint48(block.timestamp + bound(life, 1 hours, 40 days));
        ghost.window = uint32(bound(window, 10 minutes, 2 days));
        ghost.windowLimit = uint64(bound(windowLimit, 0, 1_000));
        ghost.totalLimit = uint64(bound(totalLimit, 0, 3_000));
        ghosts[key] = ghost;
        _expect(true, _register(_sessionOf(key, ghost)));
    }

    function revoke(uint256 key) external {
        key = key % KEYS;
        _expect(ghosts[key].isLive, _revoke(keyAt(key)));
        ghosts[key].isLive = false;
    }

    function end() external {
        _expect(true, _end());
        for (uint256 i = 0; i < KEYS; ++i) ghosts[i].isLive = false;
    }

    function store(uint256 key, uint64 amount) external {
        key = key % KEYS;
        amount = uint64(bound(amount, 0, 400) * 2);
        _note(key, ghosts[key].mayStore, amount, _store(key, amount));
    }

    function pair(uint256 key, uint32 series, uint64 amount) external {
        (key, series) = (key % KEYS, uint32(series % SERIES));
        amount = uint64(bound(amount, 0, 800));
        bool isSeries = ghosts[key].series == 0 || (ghosts[key].series >> series) & 1 == 1;
        _note(key, ghosts[key].mayPair && isSeries, amount, _pair(key, series, amount));
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + bound(time, 1 minutes, 3 days));
    }

    /// @dev What ought to happen, and what it leaves.
    function _note(uint256 key, bool isInScope, uint64 amount, bool done) private {
        Ghost storage ghost = ghosts[key];
        bool isFresh = block.timestamp >= ghost.windowEndsAt;
        uint64 inWindow = isFresh ? 0 : ghost.spentInWindow;
        bool isRight = isInScope && ghost.isLive && block.timestamp <= ghost.expiry;
        isRight = isRight && ghost.spent + amount <= ghost.totalLimit && inWindow + amount <= ghost.windowLimit;
        _expect(isRight, done);
        if (!done) {
            ++refusals;
            return;
        }
        ++uses;
        if (amount == 0) return;
        if (isFresh) ghost.windowEndsAt = block.timestamp + ghost.window;
        ghost.spentInWindow = inWindow + amount;
        ghost.spent += amount;
    }

    function _sessionOf(uint256 key, Ghost memory ghost) private view returns (Session memory session) {
        session.key = keyAt(key);
        session.kind = kindOf(key);
        (session.expiry, session.window) = (ghost.expiry, ghost.window);
        (session.windowLimit, session.totalLimit) = (ghost.windowLimit, ghost.totalLimit);
        session.targets = new address[](2);
        session.selectors = new bytes4[](2);
        (session.targets[0], session.targets[1]) = (address(harness), address(harness));
        // One function twice is as good as once.
        session.selectors[0] = ghost.mayStore ? harness.storeBySig.selector : harness.storePairBySig.selector;
        session.selectors[1] = ghost.mayPair ? harness.storePairBySig.selector : harness.storeBySig.selector;
        uint256 count = 0;
        for (uint32 i = 0; i < SERIES; ++i) count += (ghost.series >> i) & 1;
        session.series = new uint32[](count);
        for (uint32 i = 0; i < SERIES; ++i) {
            if ((ghost.series >> i) & 1 == 1) session.series[--count] = i;
        }
    }

    function _expect(bool foreseen, bool done) private {
        if (foreseen != done) ++surprises;
    }
}
