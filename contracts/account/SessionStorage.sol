// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Intents} from "./Intents.sol";
import {ISessions} from "./interfaces/ISessions.sol";

/// @title Session storage
/// @notice What the account registry and its second half, `Sessions`, share: the slots of both begin with these, in this order.
abstract contract SessionStorage is Intents {
    /// @dev One slot. `number` is zero where there is no session.
    struct Terms {
        uint48 expiry;
        uint32 window;
        uint64 windowLimit;
        uint64 totalLimit;
        uint32 number;
        uint8 kind;
        bool hasSeries;
    }

    /// @dev One slot.
    struct Spent {
        uint64 total;
        uint64 inWindow;
        uint48 windowEndsAt;
    }

    /// @dev One slot. Sessions up to `ended` are over.
    struct Numbers {
        uint32 last;
        uint32 ended;
    }

    mapping(address account => Numbers numbers) internal _numbers;
    mapping(address account => mapping(address key => Terms terms)) internal _terms;
    mapping(address account => mapping(address key => Spent spent)) internal _spent;
    mapping(address account => mapping(uint32 number => mapping(bytes32 grant => bool granted))) internal _grants;

    /// @dev Whoever loses a passkey loses what it registered too; which passkey did is not remembered, so all sessions end.
    function _endSessions(address account) internal {
        Numbers memory numbers = _numbers[account];
        if (numbers.last == numbers.ended) return;
        _numbers[account].ended = numbers.last;
        emit ISessions.SessionsEnded(account, numbers.last);
    }
}
