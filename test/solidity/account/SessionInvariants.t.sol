// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SessionState} from "../../../contracts/account/interfaces/ISessions.sol";
import {Test} from "../Test.sol";
import {SessionHandler} from "./SessionHandler.sol";

/// @notice What holds after every step of an account's sessions.
/// @dev Alone it runs as `hardhat test solidity test/solidity/account/*.sol`: the runner fuzzes only what lies in the files it was given.
contract SessionInvariantsTest is Test {
    SessionHandler private _handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        _handler = new SessionHandler();
        targetContract(address(_handler));
    }

    /// @notice The handler's actions do what they say, so that the invariants are not about idle sessions.
    function test_handlerActs() public {
        for (uint256 key = 0; key < _handler.KEYS(); ++key) {
            _handler.register(key, 500, 900, 1 hours, 2 days, 2, 3);
            _handler.store(key, 200);
            _handler.pair(key, 1, 100);
            assert(_handler.refusals() == key * 3 && _handler.uses() == key * 3 + 2);
            _handler.pair(key, 2, 2);
            _handler.store(key, 1);
            _handler.revoke(key);
            _handler.store(key, 0);
            assert(_handler.uses() == key * 3 + 2);
            _handler.register(key, 500, 900, 1 hours, 2 days, 2, 0);
            _handler.pair(key, 2, 2);
        }
        invariant_noSurprises();
        invariant_neverAboveItsLimits();
    }

    /// @notice No sequence of uses, windows and renewals spends more than a session's limits.
    function invariant_neverAboveItsLimits() public view {
        for (uint256 key = 0; key < _handler.KEYS(); ++key) {
            SessionState memory state = _handler.sessions().sessionOf(_handler.wallet(), _handler.keyAt(key));
            if (!state.isLive) continue;
            (, , , , , , , , uint64 spent, uint64 inWindow, ) = _handler.ghosts(key);
            assert(state.spent <= state.totalLimit && state.spentInWindow <= state.windowLimit);
            assert(state.spent == spent && state.spentInWindow == inWindow);
        }
    }

    /// @notice Nothing was done out of scope, above a limit, after the expiry or after a revocation; nothing else was refused.
    function invariant_noSurprises() public view {
        assert(_handler.surprises() == 0);
    }
}
